/** What is offered of each kind in the small form; the entity's own page knows all. */
const OF = {
  Company: ["jurisdiction", "registrationNumber", "incorporationDate", "address", "website", "email", "phone"],
  Person: ["nationality", "birthDate", "position", "idNumber", "address", "email", "phone"],
  Organization: ["jurisdiction", "registrationNumber", "address", "website", "email", "phone"],
  PublicBody: ["jurisdiction", "address", "website"],
  Product: ["partNumber", "productFamily", "memory"],
  ProductUnit: ["serialNumber", "partNumber", "manufactureDate", "condition"],
  Site: ["siteType", "openingDate", "closingDate", "powerCapacity", "address"],
  Address: ["full", "city", "country"],
  Vessel: ["imoNumber", "mmsi", "callSign", "flag"],
  Airplane: ["registrationNumber", "serialNumber"],
  Vehicle: ["registrationNumber", "model"],
  BankAccount: ["iban", "bankName", "accountNumber"],
} as const;

export type PropertyName = (typeof OF)[keyof typeof OF][number];

export function propertiesOf(schema: string): readonly PropertyName[] {
  return OF[schema as keyof typeof OF] ?? [];
}
