"""Sealing, finding, naming, rotating."""

import base64
import hmac
import json
from dataclasses import replace
from datetime import date

import pytest
from pydantic import SecretStr

from enrolment_terms.documents import Document, DocumentType, Sex
from enrolment_terms.fictitious import fictitious_id
from enrolment_terms.identifiers import new_id
from enrolment_terms.weak_identity import WeakFields, WeakKind
from service_runtime import CannotOpen, Safe, Vault, generate_storage_keys, generate_vault_keys
from tests.service_runtime.keys import sealed_before, with_a_new_key, without_old_keys

NUMBER = fictitious_id(date(1980, 2, 29), 7, Sex.FEMALE)
OWNER = new_id()


@pytest.fixture(scope="module")
def vault() -> Vault:
    return Vault.from_json(SecretStr(generate_vault_keys()))


def test_what_is_sealed_opens_for_its_purpose_only(vault: Vault) -> None:
    sealed = vault.seal("王小明", "name", OWNER)
    assert vault.open(sealed, "name", OWNER) == "王小明"
    with pytest.raises(CannotOpen):
        vault.open(sealed, "phone", OWNER)


def test_what_is_sealed_for_one_person_does_not_open_for_another(vault: Vault) -> None:
    one, other = new_id(), new_id()
    sealed = vault.seal("13800000000", "phone", one)
    assert vault.open(sealed, "phone", one) == "13800000000"
    for wrong in (other, str(other), ""):
        with pytest.raises(CannotOpen):
            vault.open(sealed, "phone", wrong)
    assert vault.open(vault.move(sealed, "phone", one, other), "phone", other) == "13800000000"


def test_what_a_key_of_before_sealed_without_its_owner_opens_until_it_is_sealed_anew() -> None:
    before = json.loads(generate_vault_keys("k1"))
    sealed = sealed_before(before, "13800000000", "phone")
    keys = before["keys"] | json.loads(generate_vault_keys("k2"))["keys"]
    after = Vault.from_json(json.dumps(before | {"active": "k2", "keys": keys, "unbound": ["k1"]}))
    owner = new_id()
    bound = after.reseal(sealed, "phone", owner)
    assert after.open(sealed, "phone", owner) == after.open(bound, "phone", owner) == "13800000000"
    with pytest.raises(CannotOpen):
        after.open(bound, "phone", new_id())
    with pytest.raises(ValueError, match="active key"):
        Vault.from_json(json.dumps(before | {"unbound": ["k1"]}))


def test_the_salt_keeps_equal_names_apart(vault: Vault) -> None:
    one, other = date(1980, 1, 1), date(1980, 1, 2)
    assert vault.blind_index("王小明", "name", one) == vault.blind_index(" 王小明", "name", one)
    assert vault.blind_index("王小明", "name", one) != vault.blind_index("王小明", "name", other)


def test_what_a_service_keeps_opens_for_its_row_only() -> None:
    safe = Safe.from_json(SecretStr(generate_storage_keys()))
    sealed = safe.seal_bytes(b"{}", "answer", "row")
    assert safe.open_bytes(sealed, "answer", "row") == b"{}"
    for damaged in (b"", b"\x02", sealed[:-1], sealed[:5]):
        with pytest.raises(CannotOpen):
            safe.open_bytes(damaged, "answer", "row")
    with pytest.raises(CannotOpen):
        safe.open_bytes(sealed, "answer", "other")
    assert safe.digest("a", "reference") == safe.digest("a", "reference") != safe.digest("a", "household")


def test_two_seals_of_one_text_differ_and_show_nothing(vault: Vault) -> None:
    one, two = vault.seal(NUMBER, "document", OWNER), vault.seal(NUMBER, "document", OWNER)
    assert one != two
    assert NUMBER not in one


@pytest.mark.parametrize("damage", ["", "k1.", "k1.AAAA", "k2.AAAA", "nonsense", "k1.\u4e00"])
def test_what_was_never_sealed_does_not_open(vault: Vault, damage: str) -> None:
    with pytest.raises(CannotOpen):
        vault.open(damage, "name", OWNER)


def test_every_changed_character_is_noticed(vault: Vault) -> None:
    sealed = vault.seal("王小明", "name", OWNER)
    for position in range(3, len(sealed) - 1):
        changed = sealed[:position] + ("A" if sealed[position] != "A" else "B") + sealed[position + 1 :]
        with pytest.raises(CannotOpen):
            vault.open(changed, "name", OWNER)


def test_two_writings_of_a_number_have_one_index(vault: Vault) -> None:
    assert vault.blind_index("11010519491231002x", "document") == vault.blind_index(" １１０１０５１９４９１２３１００２Ｘ ", "document")
    assert vault.blind_index("1", "document") != vault.blind_index("1", "account")
    assert len(vault.blind_index("1", "document")) == 64


@pytest.mark.parametrize("digits", ["٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "０１２３４５６７８９", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗"])
def test_a_document_in_digits_of_any_script_is_one_document(vault: Vault, digits: str) -> None:
    typed = NUMBER.translate({ord(str(digit)): character for digit, character in enumerate(digits)})
    assert vault.blind_index(typed, "document") == vault.blind_index(NUMBER, "document")
    for kind in DocumentType:
        assert vault.identity_token(Document(kind, typed)) == vault.identity_token(Document(kind, NUMBER))


def test_a_renewed_permit_is_one_person_and_a_new_passport_is_another_document(vault: Vault) -> None:
    def token(kind: DocumentType, number: str) -> str:
        return vault.identity_token(Document(kind, number))

    assert token(DocumentType.HMT_PERMIT, "H1234567800") == token(DocumentType.HMT_PERMIT, "H1234567801")
    assert token(DocumentType.HMT_PERMIT, "H1234567800") == token(DocumentType.HMT_PERMIT, "H12345678")
    assert token(DocumentType.HMT_PERMIT, "H1234567800") != token(DocumentType.HMT_PERMIT, "M1234567800")
    assert token(DocumentType.CN_PASSPORT, "EA1234567") != token(DocumentType.CN_PASSPORT, "EA1234568")
    assert token(DocumentType.FOREIGN_PR, "ABC123456789012") != token(DocumentType.FOREIGN_PR, "ABC123456789013")


@pytest.mark.parametrize("dot", "\u00b7\u2022\u30fb\u2027\uff0e\uff65")
def test_a_name_with_any_dot_has_one_index(vault: Vault, dot: str) -> None:
    assert vault.blind_index(f"José {dot} 金", "name") == vault.blind_index("JOSE\u0301\u00b7\uf90a", "name")
    assert vault.blind_index("José金", "name") != vault.blind_index("José·金", "name")


def test_resident_id_and_household_book_of_one_number_are_one_person(vault: Vault) -> None:
    resident = vault.identity_token(Document(DocumentType.RESIDENT_ID, NUMBER))
    assert resident == vault.identity_token(Document(DocumentType.HOUSEHOLD_BOOK, NUMBER))
    assert resident != vault.identity_token(Document(DocumentType.FOREIGN_PR, NUMBER))
    assert resident != vault.blind_index(NUMBER, "document")


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        (DocumentType.HMT_PERMIT, "810000199001011238"),
        (DocumentType.HMT_PERMIT, "８３００００19900101123x"),
        (DocumentType.FOREIGN_PR, "911156199001010018"),
    ],
)
def test_a_resident_number_on_another_card_is_the_same_person(vault: Vault, kind: DocumentType, number: str) -> None:
    assert vault.identity_token(Document(kind, number)) == vault.identity_token(Document(DocumentType.RESIDENT_ID, number))


def test_old_keys_still_open_and_resealing_moves_to_the_active_one() -> None:
    first, second = json.loads(generate_vault_keys("k1")), json.loads(generate_vault_keys("k2"))
    old = Vault.from_json(json.dumps(first))
    rotated = Vault.from_json(json.dumps({**first, "active": "k2", "keys": {**first["keys"], **second["keys"]}}))
    sealed = old.seal("13800000000", "phone", OWNER)
    moved = rotated.reseal(sealed, "phone", OWNER)
    assert rotated.open(sealed, "phone", OWNER) == rotated.open(moved, "phone", OWNER) == "13800000000"
    assert moved.startswith("k2.")
    assert rotated.reseal(moved, "phone", OWNER) == moved
    with pytest.raises(CannotOpen):
        old.open(moved, "phone", OWNER)
    assert old.blind_index("1", "phone") == rotated.blind_index("1", "phone")


def test_digests_of_an_old_key_are_found_until_it_goes() -> None:
    first = generate_vault_keys()
    second = with_a_new_key(first)
    old, both, new = (Vault.from_json(text) for text in (first, second, without_old_keys(second)))
    document, birth = Document(DocumentType.RESIDENT_ID, NUMBER), date(1980, 2, 29)
    assert both.identity_tokens(document) == (new.identity_token(document), old.identity_token(document))
    assert both.identity_key_ids == ("2", "1")
    assert both.blind_indexes("王小明", "name", birth) == (
        new.blind_index("王小明", "name", birth),
        old.blind_index("王小明", "name", birth),
    )
    assert (both.identity_token(document), both.blind_index("1", "phone")) == (new.identity_token(document), new.blind_index("1", "phone"))


LIN = WeakFields(name="林志强", birth_date=date(1980, 2, 29), sex=Sex.MALE, phone="10099990005", address="月山镇测试路一号", number=NUMBER)


def test_a_weak_token_is_no_identity_token_and_tells_nothing(vault: Vault) -> None:
    """R-010: half as long, under keys of their own; two kinds with one text differ, so that nothing is counted across them."""
    weak = vault.weak_tokens(LIN)
    assert len({token for _, token in weak}) == len(weak) == 12
    assert {len(token) for _, token in weak} == {32}
    assert {kind for kind, _ in weak} == set(WeakKind)
    strong = vault.identity_token(Document(DocumentType.RESIDENT_ID, NUMBER))
    assert strong[:32] not in {token for _, token in weak}
    assert vault.weak_tokens(replace(LIN, name=" 林志强\u200b")) == weak
    assert vault.weak_tokens(WeakFields(name="测试", birth_date=date(1900, 1, 1), phone="11111111111")) == []
    other = Vault.from_json(generate_vault_keys())
    assert not set(weak) & set(other.weak_tokens(LIN))


def test_weak_tokens_of_an_old_key_are_told_until_it_goes() -> None:
    """R-026: while a key is changed, each weak token is told under both, the active one first."""
    first = generate_vault_keys()
    second = with_a_new_key(first)
    old, both, new = (Vault.from_json(text) for text in (first, second, without_old_keys(second)))
    assert both.weak_tokens(LIN) == new.weak_tokens(LIN) + old.weak_tokens(LIN)


def test_each_identity_key_has_its_digest() -> None:
    """A key of HMAC-SM3 beside one of HMAC-SHA256: the way from one to the other is a change of key."""
    keys, document = json.loads(with_a_new_key(generate_vault_keys())), Document(DocumentType.RESIDENT_ID, NUMBER)
    plain = Vault.from_json(json.dumps(keys))
    keys["identity_keys"]["digests"] = {"2": "SM3"}
    mixed = Vault.from_json(json.dumps(keys))
    key = base64.b64decode(keys["identity_keys"]["keys"]["2"])
    expected = hmac.new(key, f"RESIDENT_ID:{NUMBER}".encode(), "sm3").hexdigest()
    assert mixed.identity_tokens(document) == (expected, plain.identity_tokens(document)[1])
    assert set(mixed.weak_tokens(LIN)) & set(plain.weak_tokens(LIN)) == set(plain.weak_tokens(LIN)[12:])
    single = json.loads(generate_vault_keys()) | {"identity_key": keys["identity_keys"]["keys"]["2"]}
    assert Vault.from_json(json.dumps(single | {"identity_digest": "SM3"})).identity_token(document) == expected
    assert Vault.from_json(json.dumps(single)).identity_token(document) == plain.identity_token(document)


@pytest.mark.parametrize(
    ("digests", "said"), [({"2": "MD5"}, "SHA256 or SM3"), ({"9": "SM3"}, "a key that there is"), ({"2": ["SM3"]}, "JSON"), ("SM3", "JSON")]
)
def test_a_digest_that_is_none_is_refused_without_being_quoted(digests: object, said: str) -> None:
    keys = json.loads(with_a_new_key(generate_vault_keys()))
    keys["identity_keys"]["digests"] = digests
    with pytest.raises(ValueError, match=said) as refused:
        Vault.from_json(json.dumps(keys))
    assert "MD5" not in str(refused.value)


def test_where_keys_of_before_are_unbound_indexes_without_salt_are_found() -> None:
    before = json.loads(generate_vault_keys("k1"))
    keys = before["keys"] | json.loads(generate_vault_keys("k2"))["keys"]
    after = Vault.from_json(json.dumps(before | {"active": "k2", "keys": keys, "unbound": ["k1"]}))
    birth = date(1980, 2, 29)
    unsalted = Vault.from_json(json.dumps(before)).blind_index("王小明", "name")
    assert after.blind_indexes("王小明", "name", birth) == (after.blind_index("王小明", "name", birth), unsalted)
    assert after.blind_indexes("1", "household") == (after.blind_index("1", "household"),)


def test_a_column_that_was_plain_is_read_and_sealed(vault: Vault) -> None:
    plain = "k1.中国银行"
    assert vault.open_text(plain, "bank", OWNER) == plain
    sealed = vault.reseal_text(plain, "bank", OWNER)
    assert vault.open_text(sealed, "bank", OWNER) == plain
    assert vault.reseal_text(sealed, "bank", OWNER) == sealed
    with pytest.raises(CannotOpen):
        vault.open_text(sealed, "bank", new_id())
    with pytest.raises(CannotOpen):
        vault.reseal_text("k9." + sealed.partition(".")[2], "bank", OWNER)


def test_the_active_digest_key_is_one_of_the_keys() -> None:
    keys = json.loads(with_a_new_key(generate_vault_keys()))
    keys["identity_keys"]["active"] = "3"
    with pytest.raises(ValueError, match="active key"):
        Vault.from_json(json.dumps(keys))


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"active": "k1", "keys": {}, "index_key": "", "identity_key": ""}', '{"active":1,"keys":5}']
)
def test_keys_that_are_none_are_refused_without_being_quoted(text: str) -> None:
    with pytest.raises(ValueError, match="key") as refused:
        Vault.from_json(text)
    assert not text or text not in str(refused.value)
