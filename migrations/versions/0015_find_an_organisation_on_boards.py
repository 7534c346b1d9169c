"""Find an organisation on boards."""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('board_rows', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_board_rows_organization_id'), ['organization_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('board_rows', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_board_rows_organization_id'))

