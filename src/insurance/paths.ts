/** The paths of the insurance API; `{placeholders}` are filled by `fillPath`. */
export const PATHS = {
  orders: '/v3/hire-power-bank/insurance-orders',
  order: '/v3/hire-power-bank/insurance-orders/{out_order_no}',
  qualification: '/v3/hire-power-bank/user-qualifications/{openid}',
} as const;
