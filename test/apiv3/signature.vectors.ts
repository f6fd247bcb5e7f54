/**
 * Signatures made once with openssl 3.0, not with this code, over messages written by printf. The private key was thrown
 * away; to make new ones, in bash (`$'…'` where a body has escapes):
 *
 *     openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out key.pem
 *     openssl pkey -in key.pem -pubout
 *     sign() { openssl dgst -sha256 -sign key.pem | openssl base64 -A; }
 *     printf '%s\n%s\n1554208460\n593BEC0C930BF1AFEB40B4A08C8FB242\n%s\n' "$method" "$target" "$body" | sign    # request
 *     printf '1722850421\nd824f2e086d3c1df967785d13fcd22ef\n%s\n' "$body" | sign                                # answer
 */

/** The public half of the key that made the signatures below. */
export const PUBLIC_KEY = `-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA86mHSEJYKlAgwaWKtd3b
y/HKxsxAapgtb1qSSrt7NeUw8kvfyDww+3XfGn9K5jqVPxlBCCtYbZvDnMsUaCpJ
h557m8VXjmDk5ihRepBLuz36ijR7wh1b/zFm97nHsXthENbda+i0ToiHpWEUHWGz
lAoh3lKG53Jpe0OySSPEPz513/h6p5fw/XyeIn9Aa3HpRZS9IyVQN7Sun3yIxBZ/
VUiC+uo3Ybxp8FCN0TVmOAef+M/DWbh/gH7HCZHgzbJOKSDkixSWx3DKP50nIGJQ
pHfwUgFKkn4xJ3Y6hmJWr7hff2xVuXRJXgiaTiy/hDFk9Pct7ZF0GzcBciOu8dJj
fwIDAQAB
-----END PUBLIC KEY-----
`;

/** What is signed of a request, beside the method, the target and the body. */
export const REQUEST_HEAD = { timestamp: 1554208460, nonce: '593BEC0C930BF1AFEB40B4A08C8FB242' } as const;

/** What is signed of an answer, beside the body. */
export const ANSWER_HEAD = { timestamp: '1722850421', nonce: 'd824f2e086d3c1df967785d13fcd22ef' } as const;

/** The target of the POST requests below. */
export const POST_TARGET = '/v3/hire-power-bank/insurance-orders';

/** The same bodies signed as a POST to `POST_TARGET`, and as an answer. */
export const BODIES = [
  {
    name: 'empty',
    body: Buffer.alloc(0),
    request:
      'C0BGllVCWfoGNrA80tV9S5syJmFtJaqSWl5XxrbP7FI4VXz3fW0gPW2fTt4BIqqZ9anFbjEVfXYouo6Z8V98lCxAP8+yBnye9GSBhHWmqO/faWMN163c/qoRRrIfoOJ0YWCdlWilmCVB64SEhjfIJSx1BzoLrPm+7ZFfddys1j25Sd+QzGbO9yEB9c4dqOL6HZTIwpTHFBuhpTgi5snM9WnJk86K/6Wqj3ryiCn/rWdnjhFJQQIgTObCGVSTw9M55kIifXeNP2Zn0g2hAi3Gu5O0CaPSIRFwz4cPXC9eb0qYuJifWGDEYVExw9ND78RNn7ev8v9G9Nxj3X37AXtCWg==',
    answer:
      'uQ7dOfqUR/ca949zc7TPnf1EWJMsnPDRDFmvfvT4mn+eTnTOyqTDbJ9K1J6IEbTat7oID152HBMof8UONujR8Rt+HeC1gGV8sNBOqtt2r8dx8yfm56fMtKJhNtSCGLZvwVlKEpQ+VxjmunCAiChZQquKLHgzMZi2t6/mmRZoi3COQ17C6m67S+gmm/2M0eT5jHwfWNhtt2PXeinLzvO/xkmQEDk1l+WcxtvOsTJPqvrYwXAcsn5VuBgQaZfljUFUcqwDg0IB7l3F0/VazSgfy8uSaiBtjtmARUTHesS6LwUS6JkGYS7YOn2jQjNyJiD0/z/7pqHhMK2794/dl0W7zw==',
  },
  {
    name: 'the official example order',
    body: Buffer.from(
      '{"out_order_no":"6e8369071cd942c0476613f9d1ce9ca3","openid":"2323dfsdf342342","notify_url":"https://api.test.com","service_id":"实例值"}',
    ),
    request:
      'Xu8LtXH1Bo9YIReKJeTQprCqt3rqKdGYXhDGWY6DWKSsQQOxiT6fnSMoHaFlGYh3S1aMCOYvIiE+a6iuut+5H5SZibeseFVqRb83ghlkFJg9t/SiKJ0a7RdtzxnQRY3DSHaSnXZBd9HpatKz8lcM80eYJL0ghKxvSSsNvwIs8eWRE53yLVHV/LX08BU9/OiUZQWGAmJdN6dsesQ740debzwmae5+WRSCqAdms3JMY5LQYOdyPBvESO252muHfh94ITexh/mBDzEZAdBKfMhnus7jpmpfpgD8DPlhTakicdPbiC9j1TSB6vT6cb5RcTXrNwld6NsPBwjo3tyJhwIZ3g==',
    answer:
      'EYTp6XZSAxZZz8NsGgz6jLtfjSo4Mu5P6meICyy/CUcaGRCYh3+fzuRNIflm/OC0GYUDmp+Ds3lxOGrHsFaR4t0AdtJMleTLNsnqR9uj3YoJqllVUI4vEqE70zwjQMT4FtdeY/ud4aqyLHjC1LA1KQV0VgrONKdTToea2KtJAjxLYZdzJlffAWGC+NBNA1dO0/Xfgh0U45QtQF59rKKP6ju7iO3OHHQ8vjQ5YTTjRm70xsksCcFa0zQD3e/xotsRSmTgC5lt/KsSOXUhj+98uOOXkZNKe+aM/YoiHI8UmLAfo8sgVs1NDdecGhZytyUmfRKzCTZKRxljfL/1hxklxg==',
  },
  {
    name: 'Chinese',
    body: Buffer.from('{"message":"签名验证不通过"}'),
    request:
      'uKR5nyK4Gbq824L7eRgTzUkup8m4IBL0T9tIcknWeTCNWd/zr0MAiWbb1JuDxzu4nJcSflxTFzNlXsu7/zyHmFrUNyO4ANyfGzKp6gu7pCuDqLIHv0n6LPW0ESmO/HoHpwFubeqw2Uh+hb0HRHAzhvLh3mkymEmeY1bVjvduhf5pFcRT7+eIqyYYEHyXPolIZXV/xIPE9UO8EPiTU7GlkqIVZc8ck8R2OVEWd+j3/2gSgyTOYQ8DvCj8RIkrftq6BIHqGZjtGgYnojGKoIxpL0DexsG21l1wqeRbG8Dx6opvYX9wUnCFxbMQiXpDqe6tSUG1Qh0iJsDzBIA++GhK+A==',
    answer:
      'hQoFxxAV5iD4d7MBCfOlEyNEFCpIiJabJPZUS7SEj3hdNWwtQ7WirtIOtpdSrXnaRSwVSnQQPgQXBQZIZbjPGGnVMcvsgCI3xSWJjXyEXdHg6thgIjqhI06nNoMZ95RfAOrscpInFGnyfiLEt615Th3vZYlkzNfy3LihMmz0It5lUKZcGJyFMs2Of+PVlj0u8vc+2NSlIkNqcZ6ZF/B7N0MV33a60RS2tfxy9EAk2127/ebz1LYWof5ghr8yE++AIUo/AQ0LD7lohoP48ck6dbJbznKjwG+p15bOxNnYwgtO5k11ATVylzRm+hepLwx6ZnoqcMRqDzSV8bIow5QVgw==',
  },
  {
    name: 'emoji',
    body: Buffer.from('{"message":"🔋😀"}'),
    request:
      'dj62TQy8ghhuDHIfOVOq9koN4FdpYUT+VaQlyQnk8p9ICl1WeI3EHrHBfAftJ857k026yDM84JGC9bK/5dhXiuGD7K+ahDGIvUmqnFRFcTY0v18Gm/WoI5ZpoCrnTJzeqje6nUEz53MbUp2AxtplFzXp59w5m8NUsAteISp5y3c5iGq787eEyhrOeOBXp86WULNUVFnbv08qv+qtZou0BRwlmq4FqW+W8gSgZJWdKNsuDvHQC1ZVDDW9jmaYbQlkPCGmp1sXoWQ62pvVk+Tk0gn0p824Ph+xy48DXh+KxHJMMJjTC108h3Z28/2+95SKFQ7tCiAeuApemaDxEk9bhA==',
    answer:
      'XOCnUr9oqNTh4jTFTTBhyBseZdBKenlNXtV/r/nQDyZ94Eux2v+J2PwV3ne6K7W24BqWy3gC1l6QOAivN2KovjqeDwDFX+BLEq+ycRSxs5QmDi6QP6PRirUU2JLqZQH66vp4Sf8bf9XHXFxoixFscvVznVuDmdTqKiQUvzQouv+HINKsOae7RvijJT2Uo2qnMGzyHZnnloNODBmWVn9JESC0zb9gFEkbB5YYiApe1z3LLb0nBQT4rHIURL1nF2YqRby2+mi0F5H7pvJm/3ULRnOmqCZFPhQLb1x5slw/7Tabybb0vDTjRAAFsxFK2ZnPOmzdYKZEcWwPRDJcNTsIKQ==',
  },
  {
    name: 'ending in a newline',
    body: Buffer.from('{"a":1}\n'),
    request:
      'OeuDZiDIfn12miJfTW38ZRrtrnnn821F0edXwxjbUJvGkrZuFWP0Mh9xzWOHcsatHx+kR5rnu4PsO/p0gB9L//1X7/1sxKD8OmSbKB/D7i3eaM9RPJYH64vAsG2ogUaDjoF3e6ThQK5nHoheSdEebs7wL3Vl7QWvfT2dCK8w3Q1Vv57PF8GbnL4W1Jyl7oFImx6E+2fw91y5vsdMcb0KcWbKVpjfh1EdrBvCUGtvvwJnllddqpMe5i5Tyfxmlp4FINCj+zJdC+aDNViKgI+tTkUHScUnLgAYDIld4Tv4o1fbM749qtOXvsjzWLFjbOxs4dD2Kp6Z6J+msYcN8Lzxmg==',
    answer:
      'QMF9QlYBIHJ7CYGGY3N+HO7vrtdPdcSmRLPsWF7afiwokjBJzihqF4k1KfvvKpCC16Yd8Ex/3UIFWwwY9z+8oOqNUltQCkJMwMNxOphH5KQuLTla8A59BwNrqIL34rCciaVgfQxqmOjiw0Mfi6nv4sbsbExKl5EE4xWV/xoYhqDIxKasJMUUI9wIUJthSrUsX8nrQQqpz1TODELA2mcADbRA/JSVcJj2ylxu+dVFP+8L/08rdnLPbrWBE4NuKJJ3B4D/RUufvdKWCPpffAddJQtpAEMqyH885AAPZW3xc4JxU7368+4TNk2YTSsVQZRXhORlXVQv6y6fKjFD3Xk/Iw==',
  },
  {
    name: 'with CRLF',
    body: Buffer.from('{\r\n  "a": 1\r\n}\r\n'),
    request:
      'zAfGdrNsARSTCETjtBcQRKQ/sEA5lD22qcPK1t2wyW6qqnWjiWveZD98bvvErGd2OCpUlA7/uCSjZE8vJLsi2yFjvjl0I3IheR7wuKT6VHlMYOZCMN/e/5YKyNFBdD23pJNm7VFPsVZs2Nygi7ZjjFBQH1VQoT4TLZpxFEcPvjxdVl4DC+hkvHuMerJ2rOks5eTVGBD4AsSScw55zqaqIhShRBl5G1eSWNVPL6C2PiEMNEu94YVDa/NQ3I70w5EiQDWVxhNZOh5bOIWG1CzJ9cbIdVd8USe+G9NR2mGNMGoWJhc41lmG1M7iEAY7s5ivKmIRKnnzzty1bed/Pa322w==',
    answer:
      'ZPgOtmush9EPV62ZuS84EqGIeYSNRZpUot+pwoqX61eTimUgS+mwwN/lYx9FUvmOPOK65JcmJiVqCG/DiyaE7ZWvFYvGpHvYsBEHR0QWUimm5ZSTGShTRWvJmpTFlwSMGpAVxb3xUoGytGjbkr706odVzXil40bkEhL1Ej5n8Rqm1/YSRGqk5KtqNq1zfTx7rhhJbIaYpafNWa/dY29YxThVXRZnZ4weNWvPchskz3q2OBwgvLP3XfqcYBUQOq1fi+EoBeUOntGgcUR2kMv0zma8qAwB4hae31bDjrz2oTqkDX6xlaNSw/GzMkbBX4THdhwHdaULmw71a6+VOWDciA==',
  },
  {
    name: 'with a BOM',
    body: Buffer.from('\uFEFF{"a":1}'),
    request:
      'fKf/JnUf8RdE+22wgLDpF+iCcd/uSGIe9eZNy150/ZYluD1mblHabeY71OSLyeRmWIujoLipzQPxNBkC9KYDl0YRkAH8a6olVAXvU3iA4LuXnFE69dC2XonXwc/o4EauVaupGQqPiGAIp2HuNq1ORowmqayYCfx2L0z6cXPWUw8cFIrkABF5wkhwTZJ+i52knT3VG16i+Di3u4Pb8DD9+0oYCfzfbNJar4O7B5CrXabHFo1tkHXJXgN5jnHELKp6kbB0OZMq4wavDE+RqbZBcqPZ9RJBWWgYNTRYg0nRwDNgBdxChlaNAwuDSBdInujkvjk877vTgJWMfaZDtXvCoQ==',
    answer:
      'dLvN4T+4M5Cdn66Z0Uwrto9pZwTfgUpnnmY5qO2b/UXQyDwEt8dNDVmM6o2PoWpAMYPJ9scDFdXarfBMkX7fpRsspjAI/en49uadciXENKLg2v5GMASv2VWOs3DOmiOlXj2mLpvTxmoHT74kXBLmcgxivQULtBqHYcd+MxLw3xqtQL0E4qui+ItnktxsJ6lgTiw2nq8slqS+mEjxdtX/jfyfWVZvd0ve3n/2t+1b1ViaFXnNLJoD9m0+y+agthGK3cQ+2Ue0mtukFTzrlN3/twDyiGJwY2u9cqi9JA8sx5EqRNOie+DBKYqVrHKu4dfHjdSGw7znMu+4ce1SKevwcQ==',
  },
  {
    name: 'not UTF-8',
    body: Buffer.from('b4edcef3ff', 'hex'),
    request:
      'ujV66iBr3HrJLapIL+82udW075UtkvXfBayloHDHwdcm7h3Vqdjy9m9rrtUqA4xbvDuPgXZgO35mmVz1viWNLA6DRAP/lCupxo5GDx54e+rP+1GerEIpfvTeozBCfH4wCdh4yj6Mr2z3jT4HCOQVhGa4kqjZqEZq6TsMzPG8/rkZjmTPBqUxW6R90p1fFLB9Xplh6JclUynHddoaNk+05UvSYL0KsMTxqn62bWN5cMRUZK064jAuOrcq/gTlnJLqWdc8OA0irrCkMMPs8Q7LUO0fwc7kBlDgyFRbVokxmJnL3441udwHYcOeIaPuy6WKH9c07VSmzj9KoI2oSYlvRQ==',
    answer:
      'yr11C46BAY0r+Fo2jkEATI82Th5J0Oml0z0dujcOuuR6PLMfgek0ayUkiKzz+wNzsThAIb+Q9lJhNNhUL2498t3g0jGcPA4eUlyg5jFdbdUfVLTBjJ+GZ6DsOydqApgyO/7UBvLwXBZ0KwNtYnaXZWwnyEpOa2Qzu3EhldfBBDbOghVhiGkGW5k77bPSv41rP1fabDIvrN9svYKNUfsDgvhG6/mMh3HRrXeeftYpvCv/nNSSa8wZ3bqquH8bmxwHRjr0qXPCXtM9wcxesgm6dYrWxjJpJ68wkQ0ChpliEer3w38EJLBFsGVtHHBORMEzKsFdxbW2mAMP8aMWqu/kDQ==',
  },
] as const;

/** A GET with a percent-encoded path and query, without a body. */
export const GET_VECTOR = {
  target: '/v3/hire-power-bank/insurance-orders/a%7Cb*c_d-e?x=%E5%80%BC%20%27',
  signature:
    '1Cjhpp25AokCrAFbAv4yYNb3vTRPyAnsgI6CNWh36qevZzXaanopLKGWBqDdeGQsD7CIQ3fFMHaU4TOS5BwqWGQJZER0aRugRqQnm4tG4/D1n+59eP0tr2Ed1k87HmnctQt2jOX5KrK2qS5hXCq2GpxxGtwp06mz0cwk4G/afI6lCY46qnWL9vx3Pe7K+hJNiI2OBo8/OqNEP3RiIaTqzK6sAueHXOCA6KCwP7WszGd8aMC+ReNxGKkdk8nqhYmlUmfssG9I98dSFgvw2L0nRJEZkgWyzEe0GsYUz4Bp9VLlyAfx2xvwCxQ54sjPBN2qmoXCcACvMmavllGUmBGpuw==',
} as const;
