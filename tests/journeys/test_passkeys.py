"""A passkey in a real browser: made by its device, then signing in alone; the device is played by the browser."""

import pytest

from tests.journeys.conftest import PASSWORD, admit

pytestmark = pytest.mark.browser

DEVICE = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
HOLDER = {"isUserVerified": True, "automaticPresenceSimulation": True}


def test_a_librarian_adds_a_passkey_and_signs_in_by_it_alone(serve, sqlite_template, tmp_path, make_person):
    admit(sqlite_template, tmp_path)
    anna = make_person(serve(tmp_path, "localhost"), "ru", "anna@amur.example")
    device = anna.page.context.new_cdp_session(anna.page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE | HOLDER})
    anna.opens("/me/second-factor")
    anna.page.locator("#key-name").fill("Рабочий компьютер")
    anna.page.locator("#key-password").fill(PASSWORD)
    anna.presses("Добавить ключ доступа")
    anna.page.get_by_role("heading", name="Резервные коды").wait_for()
    anna.page.context.clear_cookies()
    anna.opens("/login")
    anna.presses("Войти с ключом доступа")
    anna.page.locator("form[action$='/logout']").wait_for()
    anna.opens("/me/second-factor")
    anna.sees("Рабочий компьютер", "Осталось 10 резервных кодов")
