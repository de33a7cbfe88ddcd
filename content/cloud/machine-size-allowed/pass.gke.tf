resource "google_container_cluster" "main" {
  name                     = "main"
  location                 = "europe-west3"
  remove_default_node_pool = true
  initial_node_count       = 1
}

resource "google_container_node_pool" "workers" {
  name    = "workers"
  cluster = google_container_cluster.main.id

  node_config {
    machine_type = "e2-standard-4"
  }
}
