"""Note telephones."""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('supervision_groups', schema=None) as batch_op:
        batch_op.add_column(sa.Column('phone', sa.String(length=20), nullable=True))

    with op.batch_alter_table('township', schema=None) as batch_op:
        batch_op.add_column(sa.Column('office_phone', sa.String(length=20), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('township', schema=None) as batch_op:
        batch_op.drop_column('office_phone')

    with op.batch_alter_table('supervision_groups', schema=None) as batch_op:
        batch_op.drop_column('phone')
