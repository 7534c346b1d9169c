"""Keep missed months."""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('missed_months',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('month', sa.String(7), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('found_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_missed_months')),
    sa.UniqueConstraint('month', name=op.f('uq_missed_months_month'))
    )
    with op.batch_alter_table('missed_months', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_missed_months_state'), ['state'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('missed_months', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_missed_months_state'))

    op.drop_table('missed_months')
