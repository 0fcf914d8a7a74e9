FROM python:3.13-slim

# The pinned tzdata counts, not the image's.
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PYTHONTZPATH="" \
    STATIC_ROOT=/srv/networkgroup-static MEDIA_ROOT=/srv/media

WORKDIR /srv/networkgroup
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt

COPY . .
RUN python manage.py collectstatic --noinput \
    && useradd --system --uid 10001 --create-home networkgroup \
    && install -d -o networkgroup /srv/media
USER networkgroup

EXPOSE 8000
CMD ["gunicorn", "networkgroup.wsgi", "--bind=0.0.0.0:8000", "--workers=2", "--no-control-socket", "--max-requests=2000", "--max-requests-jitter=200"]
