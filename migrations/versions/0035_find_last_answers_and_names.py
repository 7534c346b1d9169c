"""Find last answers and names."""

from alembic import op

revision = '0035'
down_revision = '0034'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_organizations_name', 'organizations', ['name'])
    op.create_index('ix_organizations_short_name', 'organizations', ['short_name'])
    op.drop_index('ix_outbox_queue', table_name='outbox')
    op.create_index('ix_outbox_said', 'outbox', ['addressee_kind', 'addressee', 'lane', 'id'])


def downgrade() -> None:
    op.drop_index('ix_outbox_said', table_name='outbox')
    op.create_index('ix_outbox_queue', 'outbox', ['addressee_kind', 'addressee', 'lane', 'state'])
    op.drop_index('ix_organizations_short_name', table_name='organizations')
    op.drop_index('ix_organizations_name', table_name='organizations')
