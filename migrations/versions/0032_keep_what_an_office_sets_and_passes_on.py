"""Keep rows of a file for somebody else."""

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


def downgrade() -> None:
    with op.batch_alter_table('uploads') as uploads:
        uploads.drop_constraint('fk_uploads_passed_on_by_id_people', type_='foreignkey')
        uploads.drop_column('passed_on_by_id')
