"""The report as a reader sees it: offline, at two widths, in light and dark, with mouse and keyboard."""

import pytest
from browser import fetched, visit
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select
from selenium.webdriver.support.wait import WebDriverWait

WIDTH = "return [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
SHOWN = "return [...document.querySelectorAll('#claims-table tbody tr')].filter(row => !row.hidden)"


@pytest.fixture(params=["made_up", "ours"])
def page(request):
    return request.getfixturevalue(request.param)


def column(browser, number):
    """What the shown rows are sorted by in one column."""
    script = f"{SHOWN}.map(row => row.cells[{number}].dataset.sort ?? row.cells[{number}].textContent)"
    return browser.execute_script(script)


def claims(browser):
    return browser.execute_script(f"{SHOWN}.map(row => row.id)")


def sort(browser, number, select):
    """Sort by a column: `select` is what one does to its head."""
    head = browser.find_elements(By.CSS_SELECTOR, "#claims-table thead th")[number]
    before = head.get_attribute("aria-sort")
    browser.execute_script("window.sorted = false; document.addEventListener('sort-end', () => window.sorted = true)")
    select(head)
    WebDriverWait(browser, 10).until(lambda driver: driver.execute_script("return window.sorted"))
    assert head.get_attribute("aria-sort") != before


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1360, 1440])  # 1360: just wide enough for the table of claims
def test_it_is_whole_offline_and_fits(browser, page, width, theme):
    visit(browser, page, width, theme)
    assert browser.get_log("browser") == []
    assert fetched(browser) == []
    images = browser.execute_script("return [...document.images].map(image => image.complete && image.naturalWidth)")
    assert len(images) >= 16
    assert all(images)
    whole, seen = browser.execute_script(WIDTH)
    assert whole <= seen
    for details in browser.find_elements(By.TAG_NAME, "details"):
        browser.execute_script("arguments[0].open = true", details)
    whole, seen = browser.execute_script(WIDTH)
    assert whole <= seen


def places(browser, *selectors):
    """Distances in pixels of elements from the top of the page."""
    script = "return arguments[0].map(s => document.querySelector(s).getBoundingClientRect().top + scrollY)"
    return browser.execute_script(script, list(selectors))


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_the_eight_findings_come_first_and_the_figures_before_the_claims(browser, made_up, width, theme):
    visit(browser, made_up, width, theme)
    assert len(browser.find_elements(By.CSS_SELECTOR, "table.rows tbody tr")) == 8
    order = ["table.rows", "#row-field", "#row-theory", "#verdicts", "#figures", "#fig03", "#audit", "#claims-table"]
    found = places(browser, *order)
    assert found == sorted(found)
    assert found[0] < 700  # on the first screen


@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_overlaps_in_the_first_table(browser, made_up, width):
    """The boxes of a row's cells, and of what stands in a cell, have no pixel in common."""
    visit(browser, made_up, width)
    overlaps = """
        const box = (element) => element.getBoundingClientRect();
        const boxes = (elements) => [...elements].map(box).filter((r) => r.width && r.height);
        const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
            && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
        const found = [];
        for (const row of document.querySelectorAll("table.rows tbody tr")) {
          const inner = [...row.querySelectorAll("b, .chip, .verdict, .tally, img, button, th > a")];
          for (const some of [boxes(row.cells), boxes(inner.filter((e) => e.tagName !== "A" || e.className))])
            some.forEach((a, i) => some.slice(i + 1).forEach((b) => meet(a, b) && found.push(row.id)));
          for (const [cell, around] of [...row.cells].map((cell) => [cell, box(cell)]))
            for (const one of boxes(cell.querySelectorAll("b, .chip, .verdict, img, button")))
              if (one.left < around.left - 1 || one.right > around.right + 1) found.push(`${row.id} ${cell.className}`);
        }
        return found;"""
    assert browser.execute_script(overlaps) == []


def test_a_thumbnail_leads_to_its_figure(browser, made_up):
    visit(browser, made_up)
    link = browser.find_element(By.CSS_SELECTOR, "#row-motion .thumbnail a")
    link.click()
    assert browser.execute_script("return location.hash") == "#fig05"
    assert abs(places(browser, "#fig05")[0] - browser.execute_script("return scrollY")) < 100


@pytest.mark.parametrize("clipboard", [True, False])
@pytest.mark.parametrize(
    ("button", "ending"),
    [
        ("#row-width .copy", "report.html#row-width"),
        ("#fig05 h3 .copy", "report.html#fig05"),
        ("#claim-ising-12 .copy", "report.html#claim-ising-12"),
        ("#fig05 .how .copy", " results/quick/datasets fig05.png"),
    ],
)
def test_links_and_commands_are_copied_also_without_a_clipboard_of_the_page(
    browser, made_up, button, ending, clipboard
):
    visit(browser, made_up)
    if not clipboard:
        browser.execute_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    for details in browser.find_elements(By.TAG_NAME, "details"):
        browser.execute_script("arguments[0].open = true", details)
    copy = browser.find_element(By.CSS_SELECTOR, button)
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", copy)
    copy.click()
    WebDriverWait(browser, 10).until(lambda driver: copy.text == "copied")
    search = browser.find_element(By.ID, "search")
    search.click()
    search.send_keys(Keys.CONTROL, "v")
    assert search.get_attribute("value").endswith(ending)


@pytest.mark.parametrize(("theme", "dark"), [("light", False), ("dark", True)])
def test_it_follows_the_readers_theme(browser, page, theme, dark):
    visit(browser, page, theme=theme)
    red = browser.execute_script("return getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0]")
    assert (int(red) < 50) == dark


def test_formulas_are_drawn(browser, page):
    visit(browser, page)
    sizes = browser.execute_script(
        "return [...document.querySelectorAll('math')].map(m => m.getBoundingClientRect().width)"
    )
    assert len(sizes) > 50
    assert min(sizes) > 0


@pytest.mark.parametrize("width", [390, 1440])
def test_the_claims_sort_by_mouse(browser, made_up, width):
    visit(browser, made_up, width)
    number = 3  # Measured
    sort(browser, number, lambda head: head.click())
    rising = [float(value) for value in column(browser, number) if value]
    assert rising == sorted(rising)
    assert not any(column(browser, number)[len(rising) :])  # what was not measured stays last
    sort(browser, number, lambda head: head.click())
    assert [float(value) for value in column(browser, number) if value] == rising[::-1]


def test_the_claims_sort_by_keyboard(browser, made_up):
    visit(browser, made_up)
    sort(browser, 1, lambda head: head.send_keys(Keys.ENTER))
    assert column(browser, 1) == sorted(column(browser, 1))


def test_the_claims_filter_by_word_and_verdict_and_stay_filtered_when_sorted(browser, made_up):
    visit(browser, made_up)
    every = claims(browser)
    browser.find_element(By.ID, "search").send_keys("diffusion_ SYMMETRISED")
    assert claims(browser) == ["claim-motion-25", "claim-motion-26"]
    assert browser.find_element(By.ID, "shown").text == f"2 of {len(every)} claims"
    browser.find_element(By.ID, "search").clear()
    Select(browser.find_element(By.ID, "verdict")).select_by_visible_text("undecided")
    assert claims(browser) == ["claim-motion-27", "claim-xy_transition-67", "claim-units-11"]
    sort(browser, 0, lambda head: head.click())
    assert claims(browser) == ["claim-motion-27", "claim-units-11", "claim-xy_transition-67"]
    Select(browser.find_element(By.ID, "source")).select_by_visible_text("our own predictions")
    assert claims(browser) == ["claim-motion-27"]


def test_a_link_to_a_claim_that_the_filter_hides_shows_it(browser, made_up):
    visit(browser, made_up)
    browser.find_element(By.ID, "search").send_keys("nothing has these words")
    assert claims(browser) == []
    link = browser.find_element(By.CSS_SELECTOR, "#fig03 a[href='#claim-ising-09']")
    browser.execute_script("arguments[0].click()", link)
    WebDriverWait(browser, 10).until(lambda driver: claims(driver))
    assert browser.find_element(By.CSS_SELECTOR, "tr:target").get_attribute("id") == "claim-ising-09"


def test_on_paper_there_are_no_controls_and_no_dark(browser, made_up):
    visit(browser, made_up, theme="dark")
    media = {"media": "print", "features": [{"name": "prefers-color-scheme", "value": "dark"}]}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    for selector in ("nav", ".controls", ".copy"):
        assert not browser.find_element(By.CSS_SELECTOR, selector).is_displayed()
    assert browser.execute_script("return getComputedStyle(document.querySelector('h1')).color") == "rgb(29, 33, 38)"
