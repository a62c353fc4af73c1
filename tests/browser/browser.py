"""What the tests of both reports, and the picture of one, do with a browser."""

import json

from selenium.webdriver import Chrome, ChromeOptions, ChromeService
from selenium.webdriver.support.wait import WebDriverWait

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def started(chromium, chromedriver, profile):
    """A headless Chromium with an empty profile, a folder, that records its console and its network."""
    options = ChromeOptions()
    options.binary_location = chromium
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return Chrome(options=options, service=ChromeService(chromedriver))


def visit(browser, page, width=1440, theme="light"):
    """Open a page from disk; what the browser had to say and what it fetched before is forgotten."""
    features = {"prefers-color-scheme": theme, "prefers-reduced-motion": "reduce"}  # no scrolling under the mouse
    media = {"media": "", "features": [{"name": name, "value": value} for name, value in features.items()]}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    for log in ("browser", "performance"):
        browser.get_log(log)
    browser.get(page.as_uri())  # which now and then returns while a large page is still being read
    there = "return document.readyState === 'complete' && location.href === arguments[0]"
    WebDriverWait(browser, 30).until(lambda driver: driver.execute_script(there, page.as_uri()))


def fetched(browser):
    """Addresses that were asked of the network since the last visit."""
    messages = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    sent = [message["params"] for message in messages if message["method"] == "Network.requestWillBeSent"]
    addresses = [request["request"]["url"] for request in sent]
    return [address for address in addresses if not address.startswith(("file:", "data:", "blob:", "chrome:"))]
