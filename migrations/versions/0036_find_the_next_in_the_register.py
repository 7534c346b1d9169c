"""Find the next in the register."""

from alembic import op

revision = '0036'
down_revision = '0035'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_organizations_position', 'organizations', ['position'])


def downgrade() -> None:
    op.drop_index('ix_organizations_position', table_name='organizations')
