"""Receipt apart from delivery (A2), and what the town calls the levels of honours."""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('slips', schema=None) as batch_op:
        batch_op.add_column(sa.Column('delivered_at', sa.DateTime(timezone=True), nullable=True))
    # Until now a slip was received in the moment it was delivered; one on paper never was delivered.
    op.execute("UPDATE slips SET delivered_at = received_at WHERE recipient_id IS NOT NULL")

    with op.batch_alter_table('township', schema=None) as batch_op:
        batch_op.add_column(sa.Column('level_labels', sa.JSON(), server_default='{}', nullable=False))
