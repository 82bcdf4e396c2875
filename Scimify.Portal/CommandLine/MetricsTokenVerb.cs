using System.CommandLine;
using Scimify.Core.Tokens;

namespace Scimify.Portal.CommandLine;

/// <summary><c>metrics-token create|list|revoke</c>: keys to <c>/metrics</c>. Stdout of <c>create</c> is the token and a newline, and nothing else.</summary>
internal static class MetricsTokenVerb
{
    public static Command Command(Terminal terminal) =>
        new("metrics-token", "Tokens with which a monitoring system reads /metrics.") { Create(terminal), List(terminal), Revoke(terminal) };

    private static Command Create(Terminal terminal)
    {
        var name = new Option<string>("--name") { Required = true, Description = "What the token is for." };
        var days = ExpiresInDays.Option("never");
        var create = new Command("create", "Create a token and print it.") { name, days };
        create.SetAction((result, ct) => Verb.RunAsync(terminal, async () =>
        {
            await using var services = await CommandServices.OpenAsync(terminal, ct);
            var expiresAt = ExpiresInDays.At(result.GetValue(days), services.GetRequiredService<TimeProvider>());
            await terminal.Output.WriteLineAsync(await services.GetRequiredService<MetricsTokenService>().CreateAsync(result.GetRequiredValue(name), expiresAt, ct));
        }));
        return create;
    }

    private static Command List(Terminal terminal)
    {
        var list = new Command("list", "List the tokens that are not revoked, without their secrets.");
        list.SetAction((_, ct) => Verb.RunAsync(terminal, async () =>
        {
            await using var services = await CommandServices.OpenAsync(terminal, ct);
            foreach (var token in await services.GetRequiredService<MetricsTokenService>().ListAsync(ct))
            {
                await terminal.Output.WriteLineAsync($"{token.Id}  expires {Day(token.ExpiresAt)}  last used {Day(token.LastUsedAt)}  {token.Name}");
            }
        }));
        return list;
    }

    private static Command Revoke(Terminal terminal)
    {
        var id = new Option<Guid>("--id") { Required = true, Description = "The UUID that list shows." };
        var revoke = new Command("revoke", "Revoke a token. It stops working at once.") { id };
        revoke.SetAction((result, ct) => Verb.RunAsync(terminal, async () =>
        {
            await using var services = await CommandServices.OpenAsync(terminal, ct);
            await services.GetRequiredService<MetricsTokenService>().RevokeAsync(result.GetRequiredValue(id), ct);
        }));
        return revoke;
    }

    private static string Day(DateTimeOffset? at) => at is { } day ? $"{day.UtcDateTime:yyyy-MM-dd}" : "never";
}
