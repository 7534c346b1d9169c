"""Items that were done late have no day by which they will be done."""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('answers', schema=None) as batch_op:
        batch_op.alter_column('done_by', existing_type=sa.Date(), nullable=True)


def downgrade() -> None:
    # An older program shows the day on which such an answer came in.
    op.execute(
        'UPDATE answers SET done_by = (SELECT DATE(submissions.submitted_at) FROM submissions'
        ' WHERE submissions.id = answers.submission_id) WHERE done_by IS NULL'
    )
    with op.batch_alter_table('answers', schema=None) as batch_op:
        batch_op.alter_column('done_by', existing_type=sa.Date(), nullable=False)
