# Azure takes "owner" and "Owner" for the same key.
resource "azurerm_resource_group" "main" {
  name     = "main"
  location = "westeurope"

  tags = {
    owner       = "shop"
    Cost-Centre = "1234"
  }
}
