terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 3.90"
    }
  }
  backend "azurerm" {}
}

provider "azurerm" {
  features {}
}

variable "telescope" {
  type = string
}

variable "location" {
  type = string
}

resource "azurerm_resource_group" "pictures" {
  name     = "rg-${var.telescope}"
  location = var.location
}

resource "azurerm_storage_account" "pictures" {
  name                     = "pictures${var.telescope}"
  resource_group_name      = azurerm_resource_group.pictures.name
  location                 = azurerm_resource_group.pictures.location
  account_tier             = "Standard"
  account_replication_type = "LRS"
}

output "account_name" {
  value = azurerm_storage_account.pictures.name
}
