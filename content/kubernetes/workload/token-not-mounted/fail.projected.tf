resource "kubernetes_pod_v1" "booking" {
  metadata {
    name      = "booking"
    namespace = "booking"
  }

  spec {
    automount_service_account_token = false

    container {
      name  = "web"
      image = "registry.example.com/booking:1.4.2"

      volume_mount {
        name       = "token"
        mount_path = "/var/run/secrets/tokens"
      }
    }

    volume {
      name = "token"

      projected {
        sources {
          service_account_token {
            path = "token"
          }
        }
      }
    }
  }
}
