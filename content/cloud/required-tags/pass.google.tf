provider "google" {
  project = "example"

  default_labels = {
    cost-centre = "1234"
  }
}

resource "google_storage_bucket" "files" {
  name     = "example-files"
  location = "EU"

  labels = {
    owner = "shop"
  }
}

resource "google_container_cluster" "main" {
  name               = "main"
  location           = "europe-west3"
  initial_node_count = 1

  resource_labels = {
    owner = "shop"
  }
}
