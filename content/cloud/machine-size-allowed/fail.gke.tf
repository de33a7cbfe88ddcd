resource "google_container_cluster" "main" {
  name     = "main"
  location = "europe-west3"

  node_pool {
    name = "small"
    node_config {
      machine_type = "e2-standard-4"
    }
  }

  node_pool {
    name = "large"
    node_config {
      machine_type = "m3-ultramem-128"
    }
  }
}
