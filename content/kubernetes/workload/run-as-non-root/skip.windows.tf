resource "kubernetes_deployment_v1" "booking" {
  metadata {
    name      = "booking"
    namespace = "booking"
  }

  spec {
    selector {
      match_labels = {
        app = "booking"
      }
    }

    template {
      metadata {
        labels = {
          app = "booking"
        }
      }

      spec {
        node_selector = {
          "kubernetes.io/os" = "windows"
        }

        container {
          name  = "web"
          image = "registry.example.com/booking:1.4.2"
        }
      }
    }
  }
}
