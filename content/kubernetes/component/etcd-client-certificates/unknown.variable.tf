variable "extra" {
  type = string
}

resource "kubernetes_pod_v1" "etcd" {
  metadata {
    name      = "etcd"
    namespace = "kube-system"
  }

  spec {
    container {
      name    = "etcd"
      image   = "registry.k8s.io/etcd:3.6.5-0"
      command = ["etcd", var.extra]
    }
  }
}
