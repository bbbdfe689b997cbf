"""The tables of this room."""

import django.db.models.deletion
import uuid
from django.db import migrations, models

from homeward.foundation.guard.tables import CreateTables


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '0001_initial'),
        ('cases', '0001_initial'),
    ]

    operations = [
        CreateTables([
            migrations.CreateModel(
                name='Numbering',
                fields=[
                    ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to='cases.case')),
                    ('last', models.PositiveIntegerField()),
                ],
            ),
            migrations.CreateModel(
                name='Request',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('kind', models.CharField(max_length=40)),
                    ('side', models.CharField(choices=[('requesting', 'Requesting'), ('requested', 'Requested')], max_length=12)),
                    ('other_state', models.CharField(max_length=2)),
                    ('compartment', models.CharField(max_length=20)),
                    ('own_authority', models.CharField(max_length=20)),
                    ('other_authority', models.CharField(max_length=20)),
                    ('reference', models.CharField(help_text="the requesting State's", max_length=40)),
                    ('state', models.CharField(choices=[('draft', 'Draft'), ('approved', 'Approved'), ('issued', 'Issued'), ('delivered', 'Delivered'), ('acknowledged', 'Acknowledged'), ('information_asked', 'More information asked'), ('in_execution', 'In execution'), ('executed', 'Executed'), ('refused', 'Refused'), ('withdrawn', 'Withdrawn'), ('closed', 'Closed')], default='draft', max_length=20)),
                    ('urgency', models.CharField(choices=[('routine', 'Routine'), ('urgent', 'Urgent'), ('life_at_risk', 'Life at risk')], max_length=20)),
                    ('legal_basis', models.CharField(max_length=40)),
                    ('handling', models.CharField(default='H1', max_length=2)),
                    ('handling_limits', models.TextField(blank=True, help_text='the other limits that H3 speaks of')),
                    ('content', models.JSONField(default=dict)),
                    ('answer', models.JSONField(default=dict)),
                    ('run_id', models.UUIDField(null=True)),
                    ('drafted_by', models.BigIntegerField(null=True)),
                    ('written_by', models.BigIntegerField(help_text='who last changed the contents', null=True)),
                    ('written_at', models.DateTimeField(null=True)),
                    ('form_token', models.UUIDField(help_text='of the form that drafted it', null=True, unique=True)),
                    ('created_at', models.DateTimeField()),
                    ('issued_at', models.DateTimeField(null=True)),
                    ('due_at', models.DateTimeField(null=True)),
                    ('undelivered', models.CharField(blank=True, choices=[('refused', 'Delivery refused'), ('expired', 'Delivery expired')], max_length=10)),
                    ('recalled', models.CharField(blank=True, help_text='why its maker recalled it', max_length=1000)),
                    ('revision', models.PositiveIntegerField(default=1)),
                    ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='cases.case')),
                    ('desk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='access.team')),
                ],
            ),
            migrations.CreateModel(
                name='LawCheck',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('facts', models.JSONField()),
                    ('result', models.CharField(help_text='met, not_met or unclear', max_length=8)),
                    ('outcome', models.JSONField()),
                    ('editions', models.JSONField(help_text='state, number of the version, SHA-256')),
                    ('made_by', models.BigIntegerField(null=True)),
                    ('made_at', models.DateTimeField()),
                    ('form_token', models.UUIDField(help_text='of the form that made it', null=True, unique=True)),
                    ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='law_checks', to='cooperation.request')),
                ],
                options={
                    'ordering': ['-pk'],
                },
            ),
            migrations.CreateModel(
                name='Change',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=40)),
                    ('side', models.CharField(choices=[('requesting', 'Requesting'), ('requested', 'Requested')], max_length=12)),
                    ('at', models.DateTimeField()),
                    ('authority', models.CharField(max_length=20)),
                    ('by', models.BigIntegerField(help_text='the person, on the side that made it', null=True)),
                    ('data', models.JSONField(default=dict)),
                    ('message_id', models.UUIDField(null=True)),
                    ('number', models.PositiveIntegerField(help_text="its maker's count, if exchanged", null=True)),
                    ('seen', models.PositiveIntegerField(default=0, help_text='changes of the other side known then')),
                    ('led_to', models.CharField(blank=True, help_text='empty: it does not stand', max_length=20)),
                    ('undelivered', models.CharField(blank=True, choices=[('refused', 'Delivery refused'), ('expired', 'Delivery expired')], max_length=10)),
                    ('reason', models.CharField(blank=True, help_text='why it was not delivered', max_length=1000)),
                    ('recalled', models.CharField(blank=True, help_text='why its maker recalled it', max_length=1000)),
                    ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='cooperation.request')),
                ],
                options={
                    'ordering': ['at', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='RequestFile',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('side', models.CharField(choices=[('requesting', 'Requesting'), ('requested', 'Requested')], max_length=12)),
                    ('blob_id', models.UUIDField(unique=True)),
                    ('name', models.CharField(max_length=200)),
                    ('media_type', models.CharField(max_length=130)),
                    ('size', models.BigIntegerField()),
                    ('sha256', models.CharField(max_length=64)),
                    ('purpose', models.CharField(blank=True, max_length=1000)),
                    ('added_at', models.DateTimeField()),
                    ('added_by', models.BigIntegerField(null=True)),
                    ('message_id', models.UUIDField(null=True)),
                    ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='cooperation.request')),
                ],
                options={
                    'ordering': ['added_at', 'pk'],
                },
            ),
            migrations.AddConstraint(
                model_name='request',
                constraint=models.UniqueConstraint(condition=models.Q(('side', 'requesting')), fields=('case', 'reference'), name='cooperation_reference_once'),
            ),
            migrations.AddConstraint(
                model_name='change',
                constraint=models.UniqueConstraint(fields=('request', 'side', 'number'), name='cooperation_change_once'),
            ),
        ])
    ]
