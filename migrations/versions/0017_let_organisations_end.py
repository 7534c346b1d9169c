"""Let organisations end and promises come back."""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('organization_changes',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organization_id', sa.String(length=32), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('reason', sa.String(length=256), nullable=False),
    sa.Column('other_id', sa.String(length=32), nullable=True),
    sa.Column('before', sa.JSON(), nullable=False),
    sa.Column('after', sa.JSON(), nullable=False),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['people.id'], name=op.f('fk_organization_changes_by_id_people')),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_organization_changes_organization_id_organizations')),
    sa.ForeignKeyConstraint(['other_id'], ['organizations.id'], name=op.f('fk_organization_changes_other_id_organizations')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_organization_changes'))
    )
    with op.batch_alter_table('organization_changes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_organization_changes_done_at'), ['done_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_organization_changes_organization_id'), ['organization_id'], unique=False)

    op.create_table('streak_takeovers',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('from_id', sa.String(length=32), nullable=False),
    sa.Column('to_id', sa.String(length=32), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['from_id'], ['organizations.id'], name=op.f('fk_streak_takeovers_from_id_organizations')),
    sa.ForeignKeyConstraint(['to_id'], ['organizations.id'], name=op.f('fk_streak_takeovers_to_id_organizations')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_streak_takeovers')),
    sa.UniqueConstraint('from_id', 'to_id', name=op.f('uq_streak_takeovers_from_id_to_id'))
    )
    with op.batch_alter_table('streak_takeovers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_streak_takeovers_state'), ['state'], unique=False)

    op.create_table('promises',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organization_id', sa.String(length=32), nullable=False),
    sa.Column('slip_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('item', sa.String(length=300), nullable=False),
    sa.Column('measure', sa.Text(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('asked_on_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('follows_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('said', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['asked_on_id'], ['slips.id'], name=op.f('fk_promises_asked_on_id_slips')),
    sa.ForeignKeyConstraint(['follows_id'], ['promises.id'], name=op.f('fk_promises_follows_id_promises')),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_promises_organization_id_organizations')),
    sa.ForeignKeyConstraint(['slip_id'], ['slips.id'], name=op.f('fk_promises_slip_id_slips')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_promises'))
    )
    with op.batch_alter_table('promises', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_promises_asked_on_id'), ['asked_on_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_promises_organization_id'), ['organization_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_promises_slip_id'), ['slip_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_promises_state'), ['state'], unique=False)

    with op.batch_alter_table('board_rows', schema=None) as batch_op:
        batch_op.add_column(sa.Column('published_name', sa.String(length=32), nullable=True))

    # What is out was called what its organisations are called now, as far as anybody knows.
    op.execute(
        "UPDATE board_rows SET published_name = "
        "(SELECT short_name FROM organizations WHERE organizations.id = board_rows.organization_id) "
        "WHERE board_id IN (SELECT id FROM boards WHERE published_at IS NOT NULL)"
    )
    with op.batch_alter_table('organizations', schema=None) as batch_op:
        batch_op.add_column(sa.Column('ended', sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('organizations', schema=None) as batch_op:
        batch_op.drop_column('ended')

    with op.batch_alter_table('board_rows', schema=None) as batch_op:
        batch_op.drop_column('published_name')

    with op.batch_alter_table('promises', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_promises_state'))
        batch_op.drop_index(batch_op.f('ix_promises_slip_id'))
        batch_op.drop_index(batch_op.f('ix_promises_organization_id'))
        batch_op.drop_index(batch_op.f('ix_promises_asked_on_id'))

    op.drop_table('promises')
    with op.batch_alter_table('streak_takeovers', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_streak_takeovers_state'))

    op.drop_table('streak_takeovers')
    with op.batch_alter_table('organization_changes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_organization_changes_organization_id'))
        batch_op.drop_index(batch_op.f('ix_organization_changes_done_at'))

    op.drop_table('organization_changes')
