resource "google_compute_instance" "web" {
  name         = "web"
  machine_type = "a3-highgpu-8g"
  zone         = "europe-west3-a"

  boot_disk {
    initialize_params {
      image = "debian-cloud/debian-12"
    }
  }

  network_interface {
    network = "default"
  }
}
