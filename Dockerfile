FROM python:3.11-slim-bookworm

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /srv/casetrail

COPY requirements.lock ./
RUN pip install --require-hashes -r requirements.lock

COPY pyproject.toml LICENSE ./
COPY domain domain
COPY application application
COPY adapters adapters
COPY migrations migrations
COPY data data
RUN pip install --no-deps --no-build-isolation --editable . \
    && useradd --system --home-dir /srv/casetrail casetrail \
    && install -d -o casetrail -g casetrail var

USER casetrail
EXPOSE 8000
ENTRYPOINT ["casetrail"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
