import pytest
from threadpoolctl import threadpool_limits


@pytest.fixture(autouse=True, scope="package")
def one_blas_thread():
    """Small matrices only: more threads cost more than they do."""
    with threadpool_limits(1):
        yield
