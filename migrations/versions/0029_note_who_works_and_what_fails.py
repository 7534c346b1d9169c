"""Note who works and what fails."""

import sqlalchemy as sa
from alembic import op

revision = '0029'
down_revision = '0028'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('beats',
    sa.Column('machine', sa.String(length=64), nullable=False),
    sa.Column('part', sa.String(length=16), nullable=False),
    sa.Column('seen_at', sa.Double(), nullable=False),
    sa.Column('latest', sa.Double(), nullable=False),
    sa.PrimaryKeyConstraint('machine', 'part', name=op.f('pk_beats'))
    )
    op.create_table('told_troubles',
    sa.Column('key', sa.String(length=96), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_told_troubles'))
    )
    with op.batch_alter_table('inbox', schema=None) as batch_op:
        batch_op.create_index('ix_inbox_received', ['received_at', 'state'], unique=False)

    with op.batch_alter_table('rates', schema=None) as batch_op:
        batch_op.add_column(sa.Column('failing_since', sa.Double(), nullable=True))
        batch_op.add_column(sa.Column('errcode', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('error', sa.Text(), nullable=True))



def downgrade() -> None:
    with op.batch_alter_table('rates', schema=None) as batch_op:
        batch_op.drop_column('error')
        batch_op.drop_column('errcode')
        batch_op.drop_column('failing_since')

    with op.batch_alter_table('inbox', schema=None) as batch_op:
        batch_op.drop_index('ix_inbox_received')

    op.drop_table('told_troubles')
    op.drop_table('beats')
