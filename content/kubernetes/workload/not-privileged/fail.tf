resource "kubernetes_pod_v1" "booking" {
  metadata {
    name      = "booking"
    namespace = "booking"
  }

  spec {
    container {
      name  = "web"
      image = "registry.example.com/booking:1.4.2"

      security_context {
        privileged = true
      }
    }
  }
}
