resource "google_cloud_run_v2_service" "web" {
  name     = "web"
  location = "europe-west3"

  template {
    containers {
      image = "us-docker.pkg.dev/cloudrun/container/hello"
    }
  }
}

resource "google_cloud_run_v2_job" "nightly" {
  name     = "nightly"
  location = "europe-west3"

  template {
    template {
      containers {
        image = "gcr.io/somebody/nightly"
      }
    }
  }
}

resource "google_cloud_run_service" "old" {
  name     = "old"
  location = "europe-west3"

  template {
    spec {
      containers {
        image = "gcr.io/somebody/old"
      }
    }
  }
}
