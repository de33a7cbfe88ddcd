resource "azurerm_resource_group" "main" {
  name     = "main"
  location = "westeurope"

  tags = {
    environment = "prod"
  }
}
