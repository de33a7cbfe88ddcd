resource "aws_networkfirewall_firewall_policy" "ferry" {
  name = "ferry"

  firewall_policy {
    stateless_default_actions          = ["aws:pass"]
    stateless_fragment_default_actions = ["aws:drop"]
  }
}
