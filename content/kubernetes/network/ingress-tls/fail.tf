resource "kubernetes_ingress_v1" "booking" {
  metadata {
    name      = "booking"
    namespace = "booking"
  }

  spec {
    default_backend {
      service {
        name = "booking"
        port {
          number = 80
        }
      }
    }
  }
}
