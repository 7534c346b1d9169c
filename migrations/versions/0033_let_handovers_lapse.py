"""Let what is to be handed over leave the list once its day has passed."""

import sqlalchemy as sa
from alembic import op

revision = '0033'
down_revision = '0032'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('handovers', sa.Column('lapses_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column('handovers', 'lapses_at')
