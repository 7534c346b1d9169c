"""Find waiting slips by when they are due."""

from alembic import op

revision = '0034'
down_revision = '0033'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index('ix_slips_state', table_name='slips')
    op.create_index('ix_slips_state_due', 'slips', ['state', 'due'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_slips_state_due', table_name='slips')
    op.create_index('ix_slips_state', 'slips', ['state'], unique=False)
