"""The year: consequences, overhauls, democratic review and ballots, the year's review, and when a rule begins."""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('annual_reviews',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('scheme_version_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('drafted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('drafted_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('amendment_reason', sa.Text(), nullable=False),
    sa.Column('reviewed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('approved_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('published_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('posted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('picture', sa.LargeBinary(), nullable=True),
    sa.ForeignKeyConstraint(['approved_by_id'], ['people.id'], name=op.f('fk_annual_reviews_approved_by_id_people')),
    sa.ForeignKeyConstraint(['drafted_by_id'], ['people.id'], name=op.f('fk_annual_reviews_drafted_by_id_people')),
    sa.ForeignKeyConstraint(['published_by_id'], ['people.id'], name=op.f('fk_annual_reviews_published_by_id_people')),
    sa.ForeignKeyConstraint(['scheme_version_id'], ['scheme_versions.id'], name=op.f('fk_annual_reviews_scheme_version_id_scheme_versions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_annual_reviews')),
    sa.UniqueConstraint('year', 'version', name=op.f('uq_annual_reviews_year_version'))
    )
    op.create_table('scheme_starts',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('scheme_version_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('since', sa.String(7), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['scheme_version_id'], ['scheme_versions.id'], name=op.f('fk_scheme_starts_scheme_version_id_scheme_versions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_scheme_starts'))
    )
    op.create_table('annual_review_rows',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('annual_review_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organization_id', sa.String(length=32), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=True),
    sa.Column('total', sa.Integer(), nullable=True),
    sa.Column('quarter_mean', sa.Integer(), nullable=True),
    sa.Column('self_check_mean', sa.Integer(), nullable=True),
    sa.Column('democratic_score', sa.Integer(), nullable=True),
    sa.Column('democratic_origin', sa.Text(), nullable=False),
    sa.Column('quarters', sa.JSON(), nullable=False),
    sa.Column('months', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['annual_review_id'], ['annual_reviews.id'], name=op.f('fk_annual_review_rows_annual_review_id_annual_reviews')),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_annual_review_rows_organization_id_organizations')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_annual_review_rows')),
    sa.UniqueConstraint('annual_review_id', 'organization_id', name=op.f('uq_annual_review_rows_annual_review_id_organization_id'))
    )
    op.create_table('ballots',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('organization_id', sa.String(length=32), nullable=False),
    sa.Column('opened_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('key_name', sa.String(length=32), nullable=False),
    sa.Column('public_key', sa.Text(), nullable=True),
    sa.Column('box', sa.JSON(), nullable=False),
    sa.Column('counts', sa.JSON(none_as_null=True), nullable=True),
    sa.ForeignKeyConstraint(['opened_by_id'], ['people.id'], name=op.f('fk_ballots_opened_by_id_people')),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_ballots_organization_id_organizations')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ballots')),
    sa.UniqueConstraint('key_name', name=op.f('uq_ballots_key_name'))
    )
    with op.batch_alter_table('ballots', schema=None) as batch_op:
        batch_op.create_index('ix_ballots_organization_year', ['organization_id', 'year'], unique=False)
        batch_op.create_index(batch_op.f('ix_ballots_state'), ['state'], unique=False)

    op.create_table('consequences',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organization_id', sa.String(length=32), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('quarter', sa.String(7), nullable=True),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('decision', sa.Text(), nullable=False),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('done_on', sa.Date(), nullable=True),
    sa.Column('record_no', sa.String(length=64), nullable=False),
    sa.Column('ground_fell_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_consequences_organization_id_organizations')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consequences')),
    sa.UniqueConstraint('organization_id', 'quarter', 'kind', name=op.f('uq_consequences_organization_id_quarter_kind'))
    )
    with op.batch_alter_table('consequences', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_consequences_state'), ['state'], unique=False)
        batch_op.create_index(batch_op.f('ix_consequences_year'), ['year'], unique=False)

    op.create_table('democratic_reviews',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('organization_id', sa.String(length=32), nullable=False),
    sa.Column('score', sa.Integer(), nullable=False),
    sa.Column('origin', sa.Text(), nullable=False),
    sa.Column('entered_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['entered_by_id'], ['people.id'], name=op.f('fk_democratic_reviews_entered_by_id_people')),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_democratic_reviews_organization_id_organizations')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_democratic_reviews'))
    )
    with op.batch_alter_table('democratic_reviews', schema=None) as batch_op:
        batch_op.create_index('ix_democratic_reviews_year', ['year', 'organization_id'], unique=False)

    op.create_table('ballot_voters',
    sa.Column('ballot_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('has_voted', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['ballot_id'], ['ballots.id'], name=op.f('fk_ballot_voters_ballot_id_ballots')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_ballot_voters_person_id_people')),
    sa.PrimaryKeyConstraint('ballot_id', 'person_id', name=op.f('pk_ballot_voters'))
    )
    with op.batch_alter_table('ballot_voters', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ballot_voters_person_id'), ['person_id'], unique=False)

    op.create_table('overhauls',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('organization_id', sa.String(length=32), nullable=False),
    sa.Column('group_id', sa.String(length=32), nullable=True),
    sa.Column('assigned_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('recipient_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('due', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deadline', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['group_id'], ['supervision_groups.id'], name=op.f('fk_overhauls_group_id_supervision_groups')),
    sa.ForeignKeyConstraint(['id'], ['consequences.id'], name=op.f('fk_overhauls_id_consequences')),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_overhauls_organization_id_organizations')),
    sa.ForeignKeyConstraint(['recipient_id'], ['people.id'], name=op.f('fk_overhauls_recipient_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_overhauls'))
    )
    with op.batch_alter_table('overhauls', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_overhauls_organization_id'), ['organization_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_overhauls_state'), ['state'], unique=False)

    op.create_table('help_plans',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('overhaul_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('helper', sa.String(length=64), nullable=False),
    sa.Column('helper_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('measure', sa.Text(), nullable=False),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['people.id'], name=op.f('fk_help_plans_by_id_people')),
    sa.ForeignKeyConstraint(['helper_id'], ['people.id'], name=op.f('fk_help_plans_helper_id_people')),
    sa.ForeignKeyConstraint(['overhaul_id'], ['overhauls.id'], name=op.f('fk_help_plans_overhaul_id_overhauls')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_help_plans'))
    )
    with op.batch_alter_table('help_plans', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_help_plans_overhaul_id'), ['overhaul_id'], unique=False)

    op.create_table('help_follow_ups',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('plan_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('remark', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['done_by_id'], ['people.id'], name=op.f('fk_help_follow_ups_done_by_id_people')),
    sa.ForeignKeyConstraint(['plan_id'], ['help_plans.id'], name=op.f('fk_help_follow_ups_plan_id_help_plans')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_help_follow_ups'))
    )
    with op.batch_alter_table('help_follow_ups', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_help_follow_ups_plan_id'), ['plan_id'], unique=False)


    # What was loaded until now has held from the beginning; of two that begin at once the later row counts.
    op.execute(
        "INSERT INTO scheme_starts (scheme_version_id, since, at) "
        "SELECT id, NULL, loaded_at FROM scheme_versions ORDER BY loaded_at, id"
    )
