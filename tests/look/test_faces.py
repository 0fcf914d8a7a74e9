"""A face is a photo or initials, and speaks only where nothing beside it does."""

import uuid

import pytest

from members.templatetags.look import GROUNDS, face


@pytest.fixture
def photographed(ana):
    ana.face = uuid.UUID("11111111-1111-4111-8111-111111111111")
    return ana


def test_without_a_photo_initials_stand_on_the_members_own_ground(ana):
    drawn = face(ana, 56)
    assert f"ground-{ana.pk % GROUNDS}" in drawn
    assert f">{ana.initials}<" in drawn
    assert 'aria-hidden="true"' in drawn


def test_alone_the_initials_carry_the_name(ana):
    assert f'aria-label="{ana.name}"' in face(ana, 120, True)


def test_a_photo_is_silent_beside_the_name_and_sharper_where_it_helps(photographed):
    drawn = face(photographed, 72)
    assert 'alt=""' in drawn
    assert "-96.webp" in drawn
    assert "-256.webp 2x" in drawn


def test_alone_the_photo_carries_the_name(photographed):
    assert f'alt="{photographed.name}"' in face(photographed, "full", True)


def test_a_name_cannot_become_markup(ana):
    ana.name = 'D\'Arcy <b>" onload="x'
    assert "<b>" not in face(ana, 120, True)
    assert 'onload="x' not in face(ana, 120, True)
