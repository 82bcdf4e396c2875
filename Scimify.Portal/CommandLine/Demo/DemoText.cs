using System.Security.Cryptography;

namespace Scimify.Portal.CommandLine.Demo;

/// <summary>What the demo says; its last block is read by scripts (docs/contracts.md, "The demo").</summary>
internal static class DemoText
{
    /// <param name="account">Whom to sign in as, and with which token.</param>
    /// <param name="address">Of the console, without a trailing slash.</param>
    /// <param name="dataDirectory">To be deleted to begin anew.</param>
    public static string Of(DemoAccount account, string address, string dataDirectory)
    {
        var earlier = account.IsNew ? "" : "This is the demo of an earlier start, with its data.\n";
        return $"""

            {earlier}To begin anew, stop it and delete the folder {dataDirectory}

            Console:  {address}
            Sign in:  {account.Email} / {account.Password}
            SCIM URL: {address}/scim/v2
            Token:    {account.Token}
            Try:      {Curl(account.Token!, address)}

            """;
    }

    /// <summary>Another name at each start, so that the line works however often the demo was tried.</summary>
    private static string Curl(string token, string address)
    {
        var email = $"ada.{RandomNumberGenerator.GetHexString(4, lowercase: true)}@example.com";
        var body = $$"""
            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"{{email}}","name":{"givenName":"Ada","familyName":"Lovelace"},"emails":[{"value":"{{email}}","type":"work","primary":true}],"active":true}
            """;
        return $"curl -sS -i -X POST '{address}/scim/v2/Users' -H 'Authorization: Bearer {token}' -H 'Content-Type: application/scim+json' -d '{body}'";
    }
}
