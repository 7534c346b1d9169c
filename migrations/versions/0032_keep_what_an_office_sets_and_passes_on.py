"""Keep rows of a file for somebody else; drop what was planned of an organisation; switch modules off."""

import sqlalchemy as sa
from alembic import op

revision = '0032'
down_revision = '0031'
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    with op.batch_alter_table('uploads') as uploads:
        uploads.add_column(sa.Column('passed_on_by_id', KEY, nullable=True))
        uploads.create_foreign_key('fk_uploads_passed_on_by_id_people', 'people', ['passed_on_by_id'], ['id'])
    op.add_column('organization_changes', sa.Column('dropped_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('township', sa.Column('modules_off', sa.JSON(), server_default='[]', nullable=False))


def downgrade() -> None:
    op.drop_column('township', 'modules_off')
    op.drop_column('organization_changes', 'dropped_at')
    with op.batch_alter_table('uploads') as uploads:
        uploads.drop_constraint('fk_uploads_passed_on_by_id_people', type_='foreignkey')
        uploads.drop_column('passed_on_by_id')
