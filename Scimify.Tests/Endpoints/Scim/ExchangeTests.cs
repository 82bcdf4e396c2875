using Scimify.Tests.TestKit;
namespace Scimify.Tests.Endpoints.Scim;

/// <summary>Identity providers' own sequences and the RFCs' examples over real HTTP, with Looker's state at the end.</summary>
public sealed class ExchangeTests
{
    private static readonly string[] Folders = ["okta", "entra", "suites", "others", "rfc7644"];

    public static TheoryData<string> Files() =>
    [
        .. Folders
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Fixtures", folder), "*.json")
                .Select(file => $"{folder}/{Path.GetFileName(file)}"))
            .Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task An_identity_providers_requests_are_answered_as_it_expects_and_Looker_follows(string file)
    {
        var fixture = Exchanges.Read(file);
        await using var bridge = await Bridge.StartAsync(waitSeconds: 30);
        var looker = new LookerState(bridge.Looker);

        await new Exchanges(bridge).RunAsync(fixture);

        await bridge.SettledAsync();
        looker.Is(fixture["looker"]);
    }
}
