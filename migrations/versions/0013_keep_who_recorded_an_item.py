"""Keep who recorded an item."""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('slip_items', schema=None) as batch_op:
        batch_op.add_column(sa.Column('recorded_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_slip_items_recorded_by_id_people'), 'people', ['recorded_by_id'], ['id'])



def downgrade() -> None:
    with op.batch_alter_table('slip_items', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_slip_items_recorded_by_id_people'), type_='foreignkey')
        batch_op.drop_column('recorded_at')
        batch_op.drop_column('recorded_by_id')

