resource "kubernetes_network_policy_v1" "booking" {
  metadata {
    name      = "booking"
    namespace = "booking"
  }

  spec {
    pod_selector {}
    policy_types = ["Ingress"]

    ingress {}
  }
}
