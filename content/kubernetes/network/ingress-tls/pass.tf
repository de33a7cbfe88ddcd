resource "kubernetes_ingress_v1" "booking" {
  metadata {
    name      = "booking"
    namespace = "booking"
  }

  spec {
    tls {
      secret_name = "booking-tls"
    }

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
