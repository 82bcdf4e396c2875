using System.Net.Http.Headers;
using System.Text;
using Scimify.Core.Integrations;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Endpoints.Scim;

/// <summary>A running bridge with one user in one group, shared by tests that leave both as they are.</summary>
public class Wire : IAsyncLifetime
{
    private readonly PolicyChange? _policies;

    public Wire()
        : this(false)
    {
    }

    internal Wire(bool strict)
        : this(strict ? new PolicyChange { Strict = true } : null)
    {
    }

    private protected Wire(PolicyChange? policies) => _policies = policies;

    public Bridge Bridge { get; private set; } = null!;

    internal StrictClient Strict { get; private set; } = null!;

    public string UserId { get; private set; } = "";

    public string GroupId { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Bridge = await Bridge.StartAsync(policies: _policies);
        Strict = await StrictClient.LearnAsync(Bridge.Scim);
        UserId = await Bridge.NewUserAsync("grace@example.com");
        GroupId = (await Bridge.PostAsync("/Groups", $$"""
            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Pioneers","members":[{"value":"{{UserId}}"}]}
            """)).Id;
        await Bridge.SettledAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Bridge.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Sends a request, checks the rules for every answer, and returns the answer.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">After /scim/v2; <c>{user}</c> and <c>{group}</c> stand for the IDs.</param>
    /// <param name="body">Null for none. The same two words are replaced.</param>
    /// <param name="contentType">Null for no Content-Type.</param>
    /// <param name="headers">Names and values, alternating.</param>
    internal async Task<WireReply> SendAsync(
        string method, string path, string? body = null, string? contentType = "application/scim+json", params string[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/scim/v2" + Filled(path));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Filled(body)));
            if (contentType is not null)
            {
                request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
            }
        }

        for (var i = 0; i < headers.Length; i += 2)
        {
            request.Headers.TryAddWithoutValidation(headers[i], Filled(headers[i + 1]));
        }

        using var response = await Bridge.Scim.SendAsync(request);
        var reply = await WireReply.ReadAsync(response);
        WireRules.Check(reply, request, Strict);
        return reply;
    }

    internal Task<WireReply> GetAsync(string path) => SendAsync("GET", path);

    /// <summary>Everything that SCIM shows and everything that Looker has, as one text for comparison.</summary>
    internal async Task<string> WorldAsync()
    {
        var users = await Bridge.Scim.GetStringAsync("/scim/v2/Users");
        var groups = await Bridge.Scim.GetStringAsync("/scim/v2/Groups");
        var looker = Bridge.Looker.With(world => string.Join('\n', world.Users.Values.OrderBy(user => user.Number)
            .Select(user => $"{user.Id} {user.FirstName} {user.LastName} {user.AnyEmail} {user.IsDisabled} {string.Join(',', user.GroupIds)}")
            .Concat(world.Groups.Values.OrderBy(group => group.Number).Select(group => $"{group.Id} {group.Name}"))));
        return $"{users}\n{groups}\n{looker}";
    }

    internal string Filled(string text) =>
        text.Replace("{user}", UserId, StringComparison.Ordinal).Replace("{group}", GroupId, StringComparison.Ordinal);
}
