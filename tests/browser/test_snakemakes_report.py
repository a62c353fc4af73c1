"""Snakemake's own report: every figure with its label and caption, and the claims table, offline."""

import re

import pytest
from browser import fetched, visit
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from placecells import study

FIGURES = [figure for figure, of in sorted(study.figures().items()) if of == study.PAPER]
CAPTIONS = [study.caption(figure) for figure in FIGURES]
IMAGES = "return [...document.images].filter(i => i.width > 300 && i.complete && i.naturalWidth).map(i => i.src)"


def until(browser, condition):
    return WebDriverWait(browser, 20).until(condition)


def rows(browser, category):
    """Open a category of the menu: {label: (view, information)} of what it lists."""
    until(browser, lambda driver: driver.find_elements(By.LINK_TEXT, category))[0].click()
    until(browser, lambda driver: driver.find_elements(By.CSS_SELECTOR, "table tbody tr"))
    found = browser.find_elements(By.CSS_SELECTOR, "table tbody tr")
    return {row.find_element(By.TAG_NAME, "td").text: row.find_elements(By.TAG_NAME, "a") for row in found}


@pytest.fixture
def report(browser, snakemakes):
    visit(browser, snakemakes)
    return browser


def test_it_is_whole_offline(report):
    until(report, lambda driver: driver.find_elements(By.LINK_TEXT, "Figures"))
    assert [entry for entry in report.get_log("browser") if entry["level"] == "SEVERE"] == []
    assert fetched(report) == []
    assert "This workflow reproduces the figures" in report.find_element(By.TAG_NAME, "body").text


def test_every_figure_of_the_paper_is_listed_and_shown(report):
    """Whatever other studies have been made: the report is that of the default target."""
    listed = rows(report, "Figures")
    assert sorted(listed) == FIGURES
    seen = set()
    for view, _ in listed.values():
        view.click()
        until(report, lambda driver: set(driver.execute_script(IMAGES)) - seen)
        seen.update(report.execute_script(IMAGES))
    assert len(seen) == len(listed)


@pytest.mark.parametrize("caption", CAPTIONS, ids=lambda path: path.stem)
def test_every_figure_has_its_caption(report, caption):
    _, information = rows(report, "Figures")[caption.stem]
    information.click()
    until(report, lambda driver: "DESCRIPTION" in driver.find_element(By.TAG_NAME, "body").text)
    beginning = " ".join(re.findall(r"[A-Za-z]+", caption.read_text(encoding="utf-8"))[:3])
    assert beginning in report.find_element(By.TAG_NAME, "body").text


def test_the_claims_table_is_listed(report):
    assert list(rows(report, "Claims")) == ["claims"]
