using System.Security.Cryptography;

namespace Scimify.Portal.CommandLine.Demo;

/// <summary>What the demo prints. Scripts read its last block (docs/contracts.md, "The demo").</summary>
internal static class DemoText
{
    /// <param name="account">The account and the token to use.</param>
    /// <param name="address">The console's address, without a trailing slash.</param>
    /// <param name="dataDirectory">The folder to delete in order to start over.</param>
    public static string Of(DemoAccount account, string address, string dataDirectory)
    {
        var earlier = account.IsNew ? "" : "This demo continues with the data of an earlier start.\n";
        return $"""

            {earlier}To start over, stop it and delete the folder {dataDirectory}

            Console:  {address}
            Sign in:  {account.Email} / {account.Password}
            SCIM URL: {address}/scim/v2
            Token:    {account.Token}
            Try:      {Curl(account.Token!, address)}

            """;
    }

    /// <summary>Uses another name at each start, so that the line works however often somebody tries the demo.</summary>
    private static string Curl(string token, string address)
    {
        var email = $"ada.{RandomNumberGenerator.GetHexString(4, lowercase: true)}@example.com";
        var body = $$"""
            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"{{email}}","name":{"givenName":"Ada","familyName":"Lovelace"},"emails":[{"value":"{{email}}","type":"work","primary":true}],"active":true}
            """;
        return $"curl -sS -i -X POST '{address}/scim/v2/Users' -H 'Authorization: Bearer {token}' -H 'Content-Type: application/scim+json' -d '{body}'";
    }
}
