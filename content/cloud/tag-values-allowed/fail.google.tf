resource "google_storage_bucket" "files" {
  name     = "example-files"
  location = "EU"

  labels = {
    environment = "test"
  }
}
