"""Forget what was kept long enough, note who read whose score, and call people by a number."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
KEPT = sa.text('forgotten_at IS NULL')
WITH_PICTURE = sa.text('picture IS NOT NULL')


def upgrade() -> None:
    _give_everybody_a_key()
    for table in ('inbox', 'outbox'):
        op.add_column(table, sa.Column('forgotten_at', sa.DateTime(timezone=True), nullable=True))
    op.create_index('ix_inbox_kept', 'inbox', ['received_at'], postgresql_where=KEPT, sqlite_where=KEPT)
    op.create_index('ix_outbox_kept', 'outbox', ['created_at'], postgresql_where=KEPT, sqlite_where=KEPT)
    op.create_index(
        'ix_outbox_pictures', 'outbox', ['created_at'], postgresql_where=WITH_PICTURE, sqlite_where=WITH_PICTURE
    )
    op.create_table(
        'score_readings',
        sa.Column('id', NUMBER, nullable=False),
        sa.Column('person_id', NUMBER, nullable=False),
        sa.Column('organization_id', sa.String(length=32), nullable=False),
        sa.Column('quarter', sa.String(7), nullable=False),
        sa.Column('day', sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ['organization_id'], ['organizations.id'], name=op.f('fk_score_readings_organization_id_organizations')
        ),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_score_readings_person_id_people')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_score_readings')),
        sa.UniqueConstraint(
            'day', 'person_id', 'organization_id', 'quarter', name=op.f('uq_score_readings_day_person_id_organization_id_quarter')
        ),
    )
    op.create_index(op.f('ix_score_readings_organization_id'), 'score_readings', ['organization_id'])
    op.create_index(op.f('ix_score_readings_person_id'), 'score_readings', ['person_id'])
    op.create_table(
        'pseudonyms',
        sa.Column('id', NUMBER, nullable=False),
        sa.Column('person_id', NUMBER, nullable=False),
        sa.Column('reason', sa.String(length=256), nullable=False),
        sa.Column('by_id', NUMBER, nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['by_id'], ['people.id'], name=op.f('fk_pseudonyms_by_id_people')),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_pseudonyms_person_id_people')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_pseudonyms')),
        sa.UniqueConstraint('person_id', name=op.f('uq_pseudonyms_person_id')),
    )


def _give_everybody_a_key() -> None:
    op.add_column('people', sa.Column('seal_key', sa.String(length=64), nullable=False, server_default=''))
    people = sa.table('people', sa.column('id', NUMBER), sa.column('seal_key', sa.String()))
    connection = op.get_bind()
    for number in connection.scalars(sa.select(people.c.id)).all():
        given = sa.update(people).where(people.c.id == number).values(seal_key=secrets.token_hex(32))
        connection.execute(given)
    # SQLite would have to drop the table for it, to which others refer.
    if connection.dialect.name == 'postgresql':
        op.alter_column('people', 'seal_key', server_default=None)


def downgrade() -> None:
    op.drop_column('people', 'seal_key')
    op.drop_table('pseudonyms')
    op.drop_table('score_readings')
    op.drop_index('ix_outbox_pictures', 'outbox')
    op.drop_index('ix_outbox_kept', 'outbox')
    op.drop_index('ix_inbox_kept', 'inbox')
    for table in ('outbox', 'inbox'):
        op.drop_column(table, 'forgotten_at')
