provider "google" {
  project = "example"
  region  = "us-central1"
}

resource "google_compute_address" "web" {
  name = "web"
}

resource "google_storage_bucket" "files" {
  name     = "example-files"
  location = "US"
}
