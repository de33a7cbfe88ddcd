provider "google" {
  project = "example"
  region  = "europe-west3"
}

resource "google_compute_address" "web" {
  name = "web"
}

resource "google_compute_disk" "data" {
  name = "data"
  zone = "europe-west1-b"
}

resource "google_storage_bucket" "files" {
  name     = "example-files"
  location = "EU"
}
