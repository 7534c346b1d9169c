"""Note on which day something was handed over on paper, and how."""

import sqlalchemy as sa
from alembic import op

revision = '0031'
down_revision = '0030'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('handovers', sa.Column('handed_on', sa.Date(), nullable=True))
    op.add_column('handovers', sa.Column('remark', sa.String(length=200), server_default='', nullable=False))


def downgrade() -> None:
    op.drop_column('handovers', 'remark')
    op.drop_column('handovers', 'handed_on')
